-- Anonymising empties the personal part of events, and nothing else ever changes one: the web role has no right to update the table, it may only
-- call this function; the trigger lets through an emptying and refuses every other change, to the owner too.
CREATE FUNCTION public.shop_refuse_all_but_emptying() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.event_id = OLD.event_id AND NEW.data = '{}'::jsonb THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is insert-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER refuse_change ON public.core_eventdetail;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON public.core_eventdetail
  FOR EACH ROW EXECUTE FUNCTION public.shop_refuse_all_but_emptying();
ALTER TABLE public.core_eventdetail ENABLE ALWAYS TRIGGER refuse_change;

CREATE FUNCTION public.shop_empty_event_details(customer_numbers text[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH emptied AS (
    UPDATE public.core_eventdetail detail SET data = '{}'::jsonb
      FROM public.core_event event
     WHERE event.id = detail.event_id AND event.customer_number = ANY (customer_numbers) AND detail.data <> '{}'::jsonb
    RETURNING 1
  )
  SELECT count(*) FROM emptied
$$;
