-- Turnover: totals of orders handed over. Debt: these totals less their payments. Deposits: payments on orders still open.
-- They stand with the customer, so that lists sort and filter by them; every change of an order changes them by the difference.
CREATE FUNCTION public.repairs_worth(
  status text, total numeric, paid numeric, OUT turnover numeric, OUT debt numeric, OUT deposits numeric
) LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN status = 'handed_over' THEN total ELSE 0 END,
         CASE WHEN status = 'handed_over' THEN total - paid ELSE 0 END,
         CASE WHEN status NOT IN ('handed_over', 'cancelled') THEN paid ELSE 0 END
$$;

CREATE FUNCTION public.repairs_money_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.customers_customer AS customer
     SET turnover = customer.turnover + more.turnover, debt = customer.debt + more.debt, deposits = customer.deposits + more.deposits
    FROM (SELECT customer_id, sum(worth.turnover) AS turnover, sum(worth.debt) AS debt, sum(worth.deposits) AS deposits
            FROM new_rows, public.repairs_worth(status, total, paid) AS worth
           WHERE total <> 0 OR paid <> 0
           GROUP BY customer_id) AS more
   WHERE customer.id = more.customer_id;
  RETURN NULL;
END
$$;

CREATE FUNCTION public.repairs_money_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.customers_customer AS customer
     SET turnover = customer.turnover - less.turnover, debt = customer.debt - less.debt, deposits = customer.deposits - less.deposits
    FROM (SELECT customer_id, sum(worth.turnover) AS turnover, sum(worth.debt) AS debt, sum(worth.deposits) AS deposits
            FROM old_rows, public.repairs_worth(status, total, paid) AS worth
           WHERE total <> 0 OR paid <> 0
           GROUP BY customer_id) AS less
   WHERE customer.id = less.customer_id;
  RETURN NULL;
END
$$;

CREATE FUNCTION public.repairs_money_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.customers_customer AS customer
     SET turnover = customer.turnover + change.turnover, debt = customer.debt + change.debt, deposits = customer.deposits + change.deposits
    FROM (SELECT customer_id, sum(turnover) AS turnover, sum(debt) AS debt, sum(deposits) AS deposits
            FROM (SELECT now.customer_id, worth.turnover, worth.debt, worth.deposits
                    FROM new_rows AS now, public.repairs_worth(now.status, now.total, now.paid) AS worth
                   WHERE now.total <> 0 OR now.paid <> 0
                  UNION ALL
                  SELECT before.customer_id, - worth.turnover, - worth.debt, - worth.deposits
                    FROM old_rows AS before, public.repairs_worth(before.status, before.total, before.paid) AS worth
                   WHERE before.total <> 0 OR before.paid <> 0) AS each_row
           GROUP BY customer_id) AS change
   WHERE customer.id = change.customer_id AND (change.turnover <> 0 OR change.debt <> 0 OR change.deposits <> 0);
  RETURN NULL;
END
$$;

CREATE TRIGGER money_insert AFTER INSERT ON public.repairs_workorder REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.repairs_money_insert();
CREATE TRIGGER money_update AFTER UPDATE ON public.repairs_workorder REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.repairs_money_update();
CREATE TRIGGER money_delete AFTER DELETE ON public.repairs_workorder REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.repairs_money_delete();

-- Whoever saves a customer's record writes what he read of these three; only the triggers above change them.
CREATE FUNCTION public.customers_keep_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.turnover := 0; NEW.debt := 0; NEW.deposits := 0;
  ELSE
    NEW.turnover := OLD.turnover; NEW.debt := OLD.debt; NEW.deposits := OLD.deposits;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_money BEFORE INSERT OR UPDATE OF turnover, debt, deposits ON public.customers_customer
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION public.customers_keep_money();
