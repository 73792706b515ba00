-- Notes stand in a table of their own; the one field they were before goes.
CREATE OR REPLACE FUNCTION public.customers_fill() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  phones text;
  contacts text;
  notes text;
  aliases text;
BEGIN
  NEW.name := CASE NEW.form WHEN 'company' THEN NEW.legal_name
              ELSE pg_catalog.btrim(pg_catalog.concat_ws(' ', NULLIF(NEW.first_name, ''), NULLIF(NEW.last_name, ''))) END;
  NEW.sort_name := pg_catalog.left(pg_catalog.ltrim(CASE NEW.form WHEN 'company' THEN public.shop_words(NEW.legal_name)
                   ELSE public.shop_words(pg_catalog.concat_ws(' ', NULLIF(NEW.last_name, ''), NULLIF(NEW.first_name, ''))) END), 420);
  SELECT string_agg(
           CASE e164 WHEN '' THEN pg_catalog.concat_ws(' ', raw, public.shop_compact(raw))
           ELSE pg_catalog.concat_ws(' ', pg_catalog.ltrim(e164, '+'), national) END, ' ' ORDER BY is_main DESC, id)
    INTO phones FROM public.customers_phone WHERE customer_id = NEW.id;
  SELECT string_agg(pg_catalog.concat_ws(' ', first_name, last_name, email, pg_catalog.ltrim(phone_e164, '+'), phone_national,
                    CASE phone_e164 WHEN '' THEN phone_raw END), ' ' ORDER BY link.id)
    INTO contacts
    FROM public.customers_customercontact link JOIN public.customers_contact contact ON contact.id = link.contact_id
    WHERE link.customer_id = NEW.id;
  SELECT string_agg(pg_catalog.left(text, 1000), ' ' ORDER BY at DESC, id DESC) INTO notes
    FROM (SELECT text, at, id FROM public.customers_note WHERE customer_id = NEW.id ORDER BY at DESC, id DESC LIMIT 10) newest;
  SELECT string_agg(number, ' ' ORDER BY number) INTO aliases FROM public.customers_alias WHERE customer_id = NEW.id;
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ',
      NEW.number, aliases, NEW.external_number, NEW.discount_card, NEW.name, NEW.trade_name,
      CASE NEW.form WHEN 'company' THEN pg_catalog.concat_ws(' ', NEW.first_name, NEW.last_name) ELSE NEW.legal_name END,
      phones, NEW.email, NEW.messenger, NEW.tax_number, public.shop_compact(NEW.tax_number), NEW.registration_number,
      NEW.street, NEW.postal_code, NEW.city, NEW.region, contacts, notes))
    || public.shop_joined(pg_catalog.concat_ws(' ', NEW.name, NEW.trade_name));
  RETURN NEW;
END
$$;

DROP TRIGGER fill ON public.customers_customer;
CREATE TRIGGER fill BEFORE INSERT OR UPDATE OF form, number, external_number, first_name, last_name, legal_name, trade_name, email, messenger,
    street, city, region, postal_code, tax_number, registration_number, discount_card, name, sort_name, search
  ON public.customers_customer FOR EACH ROW EXECUTE FUNCTION public.customers_fill();

INSERT INTO public.customers_note (customer_id, text, at, by_id)
  SELECT id, note, created_at, NULL FROM public.customers_customer WHERE pg_catalog.btrim(note) <> '';
SET CONSTRAINTS ALL IMMEDIATE;
