-- Who proposes a destruction and who answers it: by the accounts themselves, whatever the writer says.
--
-- The web role signs people in, so the database cannot know who sits at the screen. What it can know it sees to here: that these
-- are two members of staff who may destroy documents at that very moment, and that they are written down by their own names.
CREATE FUNCTION public.documents_name_of(who bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(nullif(btrim(first_name || ' ' || last_name), ''), username) FROM public.accounts_user WHERE id = who
$$;

CREATE FUNCTION public.documents_check_person() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT public.documents_may_destroy(NEW.by_id) THEN
    RAISE EXCEPTION 'nobody proposes or confirms a destruction without the right to' USING ERRCODE = 'insufficient_privilege';
  END IF;
  NEW."by" := public.documents_name_of(NEW.by_id);
  RETURN NEW;
END
$$;
CREATE TRIGGER check_person BEFORE INSERT ON public.documents_destructionproposal
  FOR EACH ROW EXECUTE FUNCTION public.documents_check_person();
CREATE TRIGGER check_person BEFORE INSERT ON public.documents_destructionanswer
  FOR EACH ROW EXECUTE FUNCTION public.documents_check_person();
ALTER TABLE public.documents_destructionproposal ENABLE ALWAYS TRIGGER check_person;
ALTER TABLE public.documents_destructionanswer ENABLE ALWAYS TRIGGER check_person;

CREATE FUNCTION public.documents_check_second_person() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  proposed_by bigint;
BEGIN
  SELECT by_id INTO proposed_by FROM public.documents_destructionproposal WHERE id = NEW.proposal_id;
  IF proposed_by IS NULL OR (NEW.accepted AND proposed_by = NEW.by_id) THEN
    RAISE EXCEPTION 'a destruction is confirmed by a second person' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER check_second_person BEFORE INSERT ON public.documents_destructionanswer
  FOR EACH ROW EXECUTE FUNCTION public.documents_check_second_person();
ALTER TABLE public.documents_destructionanswer ENABLE ALWAYS TRIGGER check_second_person;
