-- Who is anonymised is told by the devices too: an IMEI stands in what was written down about the device while it was somebody else's.
DROP FUNCTION public.shop_empty_event_details(text[]);
CREATE FUNCTION public.shop_empty_event_details(customer_numbers text[], device_numbers text[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH told AS (
    SELECT event.id FROM public.core_event event WHERE event.customer_number = ANY (customer_numbers)
    UNION
    SELECT event.id FROM public.core_event event WHERE event.device_number = ANY (device_numbers) AND event.subject_kind = 'device'
  ), emptied AS (
    UPDATE public.core_eventdetail detail SET data = '{}'::jsonb
      FROM told WHERE told.id = detail.event_id AND detail.data <> '{}'::jsonb
    RETURNING 1
  )
  SELECT count(*) FROM emptied
$$;
