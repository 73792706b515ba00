CREATE OR REPLACE FUNCTION public.devices_fill() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  owner_name text;
  own_words text;
BEGIN
  SELECT name INTO owner_name FROM public.customers_customer WHERE id = NEW.owner_id;
  IF NEW.own <> '{}' THEN
    SELECT pg_catalog.string_agg(each.value, ' ') INTO own_words FROM pg_catalog.jsonb_each_text(NEW.own) each;
  END IF;
  NEW.serial_key := public.shop_compact(NEW.serial);
  NEW.plate_key := public.shop_plate(NEW.plate);
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ',
      NEW.number, NEW.external_number, NEW.brand, NEW.model, NEW.trim, NEW.colour, NEW.imei, NEW.imei2, NEW.serial, NEW.serial_key,
      NEW.vin, NEW.body_number, NEW.engine, NEW.plate, public.shop_compact(NEW.plate), owner_name, own_words, pg_catalog.left(NEW.note, 1000)))
    || public.shop_joined(NEW.model)
    || CASE NEW.plate_key WHEN '' THEN '' ELSE ' ' || NEW.plate_key END;
  RETURN NEW;
END
$$;

DROP TRIGGER fill ON public.devices_device;
CREATE TRIGGER fill BEFORE INSERT OR UPDATE OF owner_id, number, external_number, brand, model, trim, colour, imei, imei2, serial, vin,
    body_number, engine, plate, own, note, serial_key, plate_key, search
  ON public.devices_device FOR EACH ROW EXECUTE FUNCTION public.devices_fill();
