-- What was noted and asked on an order finds it too: the ten newest of each.
CREATE OR REPLACE FUNCTION public.repairs_fill() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  customer_name text;
  device_search text;
  notes text;
  questions text;
BEGIN
  SELECT pg_catalog.concat_ws(' ', name, number) INTO customer_name FROM public.customers_customer WHERE id = NEW.customer_id;
  SELECT search INTO device_search FROM public.devices_device WHERE id = NEW.device_id;
  SELECT string_agg(pg_catalog.left(text, 500), ' ' ORDER BY at DESC, id DESC) INTO notes
    FROM (SELECT text, at, id FROM public.repairs_ordernote WHERE work_order_id = NEW.id ORDER BY at DESC, id DESC LIMIT 10) newest;
  SELECT string_agg(pg_catalog.left(pg_catalog.concat_ws(' ', text, answer), 500), ' ' ORDER BY asked_at DESC, id DESC) INTO questions
    FROM (SELECT text, answer, asked_at, id FROM public.repairs_question WHERE work_order_id = NEW.id ORDER BY asked_at DESC, id DESC LIMIT 10) newest;
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ',
      NEW.number, NEW.external_number, NEW.slip_code, customer_name, pg_catalog.left(NEW.reported_fault, 500),
      pg_catalog.left(NEW.bench_note, 500), notes, questions))
    || COALESCE(device_search, '');
  RETURN NEW;
END
$$;

CREATE OR REPLACE TRIGGER fill BEFORE INSERT OR UPDATE OF customer_id, device_id, number, external_number, slip_code, reported_fault, bench_note, search
  ON public.repairs_workorder FOR EACH ROW EXECUTE FUNCTION public.repairs_fill();

CREATE OR REPLACE FUNCTION public.repairs_refill_talk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.repairs_workorder SET search = '' WHERE id IN (OLD.work_order_id, NEW.work_order_id);
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER refill_order AFTER INSERT OR DELETE OR UPDATE OF text ON public.repairs_ordernote
  FOR EACH ROW EXECUTE FUNCTION public.repairs_refill_talk();
CREATE OR REPLACE TRIGGER refill_order AFTER INSERT OR DELETE OR UPDATE OF text, answer ON public.repairs_question
  FOR EACH ROW EXECUTE FUNCTION public.repairs_refill_talk();
