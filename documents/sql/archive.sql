CREATE FUNCTION public.documents_fill() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ',
      NEW.number, NEW.customer_number, NEW.customer_name, NEW.phones, NEW.device, NEW.identifiers, NEW.plate,
      public.shop_compact(NEW.plate), NEW.order_number, NEW.slip_code, NEW.amount::text))
    || public.shop_joined(NEW.customer_name)
    || CASE NEW.plate WHEN '' THEN '' ELSE ' ' || public.shop_plate(NEW.plate) END;
  RETURN NEW;
END
$$;

CREATE TRIGGER fill BEFORE INSERT ON public.documents_documentcontent
  FOR EACH ROW EXECUTE FUNCTION public.documents_fill();

CREATE INDEX documents_documentcontent_search ON public.documents_documentcontent USING gin (search public.gin_trgm_ops);
