CREATE FUNCTION public.repairs_fill() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  customer_name text;
  device_search text;
BEGIN
  SELECT pg_catalog.concat_ws(' ', name, number) INTO customer_name FROM public.customers_customer WHERE id = NEW.customer_id;
  SELECT search INTO device_search FROM public.devices_device WHERE id = NEW.device_id;
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ',
      NEW.number, NEW.external_number, NEW.slip_code, customer_name, pg_catalog.left(NEW.reported_fault, 500)))
    || COALESCE(device_search, '');
  RETURN NEW;
END
$$;

CREATE TRIGGER fill BEFORE INSERT OR UPDATE OF customer_id, device_id, number, external_number, slip_code, reported_fault, search
  ON public.repairs_workorder FOR EACH ROW EXECUTE FUNCTION public.repairs_fill();

CREATE FUNCTION public.repairs_refill_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.repairs_workorder SET search = '' WHERE customer_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER refill_orders AFTER UPDATE ON public.customers_customer
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION public.repairs_refill_customer();

CREATE FUNCTION public.repairs_refill_device() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.repairs_workorder SET search = '' WHERE device_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER refill_orders AFTER UPDATE ON public.devices_device
  FOR EACH ROW WHEN (OLD.search IS DISTINCT FROM NEW.search) EXECUTE FUNCTION public.repairs_refill_device();

CREATE INDEX repairs_workorder_search ON public.repairs_workorder USING gin (search public.gin_trgm_ops);
