CREATE FUNCTION public.customers_fill() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  phones text;
  contacts text;
BEGIN
  NEW.name := CASE NEW.form WHEN 'company' THEN NEW.legal_name
              ELSE pg_catalog.btrim(pg_catalog.concat_ws(' ', NULLIF(NEW.first_name, ''), NULLIF(NEW.last_name, ''))) END;
  NEW.sort_name := pg_catalog.left(pg_catalog.ltrim(CASE NEW.form WHEN 'company' THEN public.shop_words(NEW.legal_name)
                   ELSE public.shop_words(pg_catalog.concat_ws(' ', NULLIF(NEW.last_name, ''), NULLIF(NEW.first_name, ''))) END), 420);
  SELECT string_agg(
           CASE e164 WHEN '' THEN pg_catalog.concat_ws(' ', raw, public.shop_compact(raw))
           ELSE pg_catalog.concat_ws(' ', pg_catalog.ltrim(e164, '+'), national) END, ' ')
    INTO phones FROM public.customers_phone WHERE customer_id = NEW.id;
  SELECT string_agg(pg_catalog.concat_ws(' ', first_name, last_name, email, pg_catalog.ltrim(phone_e164, '+'), phone_national,
                    CASE phone_e164 WHEN '' THEN phone_raw END), ' ')
    INTO contacts
    FROM public.customers_customercontact link JOIN public.customers_contact contact ON contact.id = link.contact_id
    WHERE link.customer_id = NEW.id;
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ',
      NEW.number, NEW.external_number, NEW.name, NEW.trade_name,
      CASE NEW.form WHEN 'company' THEN pg_catalog.concat_ws(' ', NEW.first_name, NEW.last_name) ELSE NEW.legal_name END,
      phones, NEW.email, NEW.messenger, NEW.tax_number, public.shop_compact(NEW.tax_number), NEW.registration_number,
      NEW.street, NEW.postal_code, NEW.city, NEW.region, contacts, pg_catalog.left(NEW.note, 1000)))
    || public.shop_joined(pg_catalog.concat_ws(' ', NEW.name, NEW.trade_name));
  RETURN NEW;
END
$$;

CREATE TRIGGER fill BEFORE INSERT OR UPDATE OF form, number, external_number, first_name, last_name, legal_name, trade_name, email, messenger,
    street, city, region, postal_code, tax_number, registration_number, note, name, sort_name, search
  ON public.customers_customer FOR EACH ROW EXECUTE FUNCTION public.customers_fill();

-- Children touch their customers once a statement, however many rows it brought.
CREATE FUNCTION public.customers_refill_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.customers_customer SET search = '' WHERE id IN (SELECT customer_id FROM new_rows);
  RETURN NULL;
END
$$;
CREATE FUNCTION public.customers_refill_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.customers_customer SET search = '' WHERE id IN (SELECT customer_id FROM old_rows);
  RETURN NULL;
END
$$;
CREATE FUNCTION public.customers_refill_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.customers_customer SET search = ''
   WHERE id IN (SELECT link.customer_id FROM public.customers_customercontact link JOIN new_rows ON new_rows.id = link.contact_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER refill_insert AFTER INSERT ON public.customers_phone REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_update AFTER UPDATE ON public.customers_phone REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_delete AFTER DELETE ON public.customers_phone REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_old();
CREATE TRIGGER refill_insert AFTER INSERT ON public.customers_customercontact REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_update AFTER UPDATE ON public.customers_customercontact REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_delete AFTER DELETE ON public.customers_customercontact REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_old();
CREATE TRIGGER refill_update AFTER UPDATE ON public.customers_contact REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_contact();

CREATE INDEX customers_customer_search ON public.customers_customer USING gin (search public.gin_trgm_ops);
