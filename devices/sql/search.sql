CREATE FUNCTION public.devices_fill() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  owner_name text;
BEGIN
  SELECT name INTO owner_name FROM public.customers_customer WHERE id = NEW.owner_id;
  NEW.serial_key := public.shop_compact(NEW.serial);
  NEW.plate_key := public.shop_plate(NEW.plate);
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ',
      NEW.number, NEW.external_number, NEW.brand, NEW.model, NEW.colour, NEW.imei, NEW.imei2, NEW.serial, NEW.serial_key,
      NEW.vin, NEW.plate, public.shop_compact(NEW.plate), owner_name, pg_catalog.left(NEW.note, 1000)))
    || public.shop_joined(NEW.model)
    || CASE NEW.plate_key WHEN '' THEN '' ELSE ' ' || NEW.plate_key END;
  RETURN NEW;
END
$$;

CREATE TRIGGER fill BEFORE INSERT OR UPDATE OF owner_id, number, external_number, brand, model, colour, imei, imei2, serial, vin, plate, note,
    serial_key, plate_key, search
  ON public.devices_device FOR EACH ROW EXECUTE FUNCTION public.devices_fill();

CREATE FUNCTION public.devices_refill_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.devices_device SET search = '' WHERE owner_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER refill_devices AFTER UPDATE ON public.customers_customer
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION public.devices_refill_owner();

CREATE INDEX devices_device_search ON public.devices_device USING gin (search public.gin_trgm_ops);
