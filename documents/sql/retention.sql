-- How long a document must be kept, and the only way in which one is ever emptied.
--
-- The rules of the countries: Romania five years from 1 July after the financial year (OMFP 2634/2015, annex 1, no. 34); Latvia five years
-- (Grāmatvedības likums, section 28); France ten years (Code de commerce, L123-22); Russia five years after the year (402-FZ, article 29);
-- Germany eight years (§ 147 AO as of 2025). They are the ones of accounting records, the longest that a shop's papers meet there.
INSERT INTO public.documents_retentionrule (country, kind, years, starts, at, by) VALUES
  ('RO', '', 5, 'july', '2000-01-01', ''), ('LV', '', 5, 'year_end', '2000-01-01', ''), ('FR', '', 10, 'year_end', '2000-01-01', ''),
  ('RU', '', 5, 'year_end', '2000-01-01', ''), ('DE', '', 8, 'year_end', '2000-01-01', '');

-- The time of a rule, a proposal or an answer is the database's own, whatever the writer says.
CREATE FUNCTION public.documents_stamp() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := pg_catalog.now();
  RETURN NEW;
END
$$;
CREATE TRIGGER stamp BEFORE INSERT ON public.documents_retentionrule FOR EACH ROW EXECUTE FUNCTION public.documents_stamp();
CREATE TRIGGER stamp BEFORE INSERT ON public.documents_destructionproposal FOR EACH ROW EXECUTE FUNCTION public.documents_stamp();
CREATE TRIGGER stamp BEFORE INSERT ON public.documents_destructionanswer FOR EACH ROW EXECUTE FUNCTION public.documents_stamp();
ALTER TABLE public.documents_retentionrule ENABLE ALWAYS TRIGGER stamp;
ALTER TABLE public.documents_destructionproposal ENABLE ALWAYS TRIGGER stamp;
ALTER TABLE public.documents_destructionanswer ENABLE ALWAYS TRIGGER stamp;

-- The end of keeping by the rule that stood at that moment; NULL where none did. The year is that of the document's series.
CREATE FUNCTION public.documents_kept_until(document public.documents_document, standing_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE rule.starts
    WHEN 'issue' THEN document.issued_at + make_interval(years => rule.years)
    WHEN 'july' THEN make_timestamptz(split_part(document.series, '/', 2)::integer + 1 + rule.years, 7, 1, 0, 0, 0, shop.time_zone)
    ELSE make_timestamptz(split_part(document.series, '/', 2)::integer + 1 + rule.years, 1, 1, 0, 0, 0, shop.time_zone) END
    FROM public.core_shop shop
    JOIN public.documents_retentionrule rule ON rule.country = coalesce(nullif(document.country, ''), shop.country)
   WHERE rule.kind IN (document.kind, '') AND rule.at <= standing_at
   ORDER BY rule.kind = '', rule.at DESC, rule.id DESC LIMIT 1
$$;

-- A rule made shorter yesterday does not open the archive today: the rule that stood thirty days ago must be over as well.
CREATE FUNCTION public.documents_is_expired(document public.documents_document) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(public.documents_kept_until(document, now()) <= now()
              AND public.documents_kept_until(document, now() - interval '30 days') <= now(), false)
     AND document.kind <> 'minutes_of_destruction'
$$;

-- Whether this member of staff may destroy documents, by the shop's own roles.
CREATE FUNCTION public.documents_may_destroy(who bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM public.accounts_user person
     WHERE person.id = who AND person.is_active AND (person.is_superuser OR EXISTS (
       SELECT FROM public.accounts_user_groups member
         JOIN public.auth_group_permissions granted ON granted.group_id = member.group_id
         JOIN public.auth_permission permission ON permission.id = granted.permission_id
        WHERE member.user_id = person.id AND permission.codename = 'destroy_document')))
$$;

-- Stands before every row that says a document is destroyed, whoever writes it: its time is over, two people who may have said so, the
-- minutes name it.
CREATE FUNCTION public.documents_check_destruction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  document public.documents_document;
  proposal public.documents_destructionproposal;
  answer public.documents_destructionanswer;
BEGIN
  SELECT * INTO document FROM public.documents_document WHERE number = NEW.number;
  SELECT * INTO proposal FROM public.documents_destructionproposal WHERE id = NEW.proposal_id;
  SELECT * INTO answer FROM public.documents_destructionanswer WHERE proposal_id = NEW.proposal_id;
  IF document.id IS NULL OR proposal.id IS NULL OR NOT proposal.numbers ? NEW.number THEN
    RAISE EXCEPTION '% is not proposed for destruction', NEW.number USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF answer.proposal_id IS NULL OR NOT answer.accepted OR answer.by_id = proposal.by_id
     OR NOT public.documents_may_destroy(proposal.by_id) OR NOT public.documents_may_destroy(answer.by_id) THEN
    RAISE EXCEPTION 'the destruction of % is not confirmed by a second person', NEW.number USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT public.documents_is_expired(document) THEN
    RAISE EXCEPTION '% must still be kept', NEW.number USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM FROM public.documents_document minutes JOIN public.documents_documentcontent written ON written.number = minutes.number
    WHERE minutes.number = NEW.minutes AND minutes.kind = 'minutes_of_destruction'
      AND written.content::jsonb -> 'destruction' -> 'documents'
          @> jsonb_build_array(jsonb_build_object('number', NEW.number, 'own_hash', document.own_hash));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no minutes name %', NEW.number USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW.at := now();
  NEW.proposed_by := proposal."by"; -- a word of the language itself, hence the quotes
  NEW.confirmed_by := answer."by";
  RETURN NEW;
END
$$;
CREATE TRIGGER check_destruction BEFORE INSERT ON public.documents_destroyeddocument
  FOR EACH ROW EXECUTE FUNCTION public.documents_check_destruction();
ALTER TABLE public.documents_destroyeddocument ENABLE ALWAYS TRIGGER check_destruction;

-- What is left of a content: its number, and the numbers of the records it was about.
CREATE FUNCTION public.documents_emptied(content public.documents_documentcontent) RETURNS public.documents_documentcontent
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  content.content := '';
  content.customer_name := '';
  content.phones := '';
  content.device := '';
  content.identifiers := '';
  content.plate := '';
  content.slip_code := '';
  content.amount := NULL;
  content.currency := '';
  content.search := public.shop_words(content.number);
  RETURN content;
END
$$;

-- In place of shop_refuse_change() on contents, files and assets: lets through the emptying of what is destroyed, and nothing else.
CREATE FUNCTION public.documents_refuse_all_but_destruction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'documents_documentcontent' THEN
    IF NEW IS NOT DISTINCT FROM public.documents_emptied(OLD)
       AND EXISTS (SELECT FROM public.documents_destroyeddocument WHERE number = OLD.number) THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'documents_documentfile' THEN
    IF (NEW.number, NEW.position, NEW.stored_at, NEW.data, NEW.sha256, NEW.previous_hash, NEW.own_hash)
         IS NOT DISTINCT FROM (OLD.number, OLD.position, OLD.stored_at, ''::bytea, OLD.sha256, OLD.previous_hash, OLD.own_hash)
       AND EXISTS (SELECT FROM public.documents_destroyeddocument WHERE number = OLD.number) THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'documents_documentasset' THEN
    IF (NEW.sha256, NEW.media_type, NEW.data) IS NOT DISTINCT FROM (OLD.sha256, OLD.media_type, ''::bytea)
       AND EXISTS (SELECT FROM public.documents_destroyeddocument WHERE assets @> ARRAY[OLD.sha256]) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is insert-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER refuse_change ON public.documents_documentcontent;
DROP TRIGGER refuse_change ON public.documents_documentfile;
DROP TRIGGER refuse_change ON public.documents_documentasset;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.documents_documentcontent
  FOR EACH ROW EXECUTE FUNCTION public.documents_refuse_all_but_destruction();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.documents_documentfile
  FOR EACH ROW EXECUTE FUNCTION public.documents_refuse_all_but_destruction();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.documents_documentasset
  FOR EACH ROW EXECUTE FUNCTION public.documents_refuse_all_but_destruction();
ALTER TABLE public.documents_documentcontent ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE public.documents_documentfile ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE public.documents_documentasset ENABLE ALWAYS TRIGGER refuse_change;

-- Signatures that only this document names: a signature belongs to one customer, so only that customer's documents are looked through.
CREATE FUNCTION public.documents_own_signatures(given_number text) RETURNS varchar(64)[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT signature.value::varchar(64)), '{}')
    FROM public.documents_documentcontent own,
         LATERAL jsonb_each_text(CASE WHEN own.content <> '' AND jsonb_typeof(own.content::jsonb -> 'signatures') = 'object'
                                 THEN own.content::jsonb -> 'signatures' ELSE '{}' END) signature
   WHERE own.number = given_number AND signature.value <> ''
     AND NOT EXISTS (
       SELECT FROM public.documents_documentcontent other
        WHERE other.customer_number = own.customer_number AND other.number <> own.number AND strpos(other.content, signature.value) > 0)
$$;

-- Empties the documents of a confirmed proposal; answers how many. The checks stand in documents_check_destruction().
CREATE FUNCTION public.documents_destroy(given_proposal bigint, given_minutes text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  each_number text;
  own varchar(64)[];
  done bigint := 0;
BEGIN
  FOR each_number IN
    SELECT jsonb_array_elements_text(numbers) FROM public.documents_destructionproposal WHERE id = given_proposal
  LOOP
    own := public.documents_own_signatures(each_number);
    INSERT INTO public.documents_destroyeddocument (number, at, proposed_by, confirmed_by, proposal_id, minutes, assets)
      VALUES (each_number, now(), '', '', given_proposal, given_minutes, own);
    UPDATE public.documents_documentcontent content SET
      (content, customer_name, phones, device, identifiers, plate, slip_code, amount, currency, search) =
      ('', '', '', '', '', '', '', NULL, '', public.shop_words(content.number)) WHERE content.number = each_number;
    UPDATE public.documents_documentfile SET data = '' WHERE number = each_number;
    UPDATE public.documents_documentasset SET data = '' WHERE sha256 = ANY (own);
    done := done + 1;
  END LOOP;
  IF done = 0 THEN
    RAISE EXCEPTION 'nothing is proposed for destruction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN done;
END
$$;
