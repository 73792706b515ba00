-- A counter never goes back and never goes away: a number is given once. Before its first number it may be set anywhere.
CREATE FUNCTION public.shop_refuse_backwards() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.key = OLD.key AND NEW.year = OLD.year AND NEW.scope = OLD.scope
     AND (OLD.last = OLD.first - 1 OR (NEW.last >= OLD.last AND NEW.first = OLD.first)) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a series of numbers never goes back' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER refuse_backwards BEFORE UPDATE OR DELETE ON public.core_numberseries
  FOR EACH ROW EXECUTE FUNCTION public.shop_refuse_backwards();
ALTER TABLE public.core_numberseries ENABLE ALWAYS TRIGGER refuse_backwards;

-- A prefix once used stays with its series: only whether it is the current one, and its digits, change.
CREATE FUNCTION public.shop_refuse_other_series() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.key = OLD.key AND NEW.prefix = OLD.prefix THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a prefix belongs to one series for ever' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER refuse_other_series BEFORE UPDATE OR DELETE ON public.core_numberpattern
  FOR EACH ROW EXECUTE FUNCTION public.shop_refuse_other_series();
ALTER TABLE public.core_numberpattern ENABLE ALWAYS TRIGGER refuse_other_series;
