CREATE FUNCTION public.repairs_fill_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search := public.shop_words(pg_catalog.concat_ws(' ', NEW.code, NEW.text));
  RETURN NEW;
END
$$;
CREATE TRIGGER fill BEFORE INSERT OR UPDATE OF code, text, search
  ON public.repairs_catalogueitem FOR EACH ROW EXECUTE FUNCTION public.repairs_fill_item();
CREATE INDEX repairs_catalogueitem_search ON public.repairs_catalogueitem USING gin (search public.gin_trgm_ops);
