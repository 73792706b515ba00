-- Notes and the numbers from before a merge touch their customer as its phones do.
CREATE TRIGGER refill_insert AFTER INSERT ON public.customers_note REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_update AFTER UPDATE ON public.customers_note REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_delete AFTER DELETE ON public.customers_note REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_old();
CREATE TRIGGER refill_insert AFTER INSERT ON public.customers_alias REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_update AFTER UPDATE ON public.customers_alias REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_new();
CREATE TRIGGER refill_delete AFTER DELETE ON public.customers_alias REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_refill_old();
