-- Orders from before there were lines and payments: the price agreed is the total, and what was handed over counts as paid then.
-- Five thousand at a time, each its own transaction, so that nobody waits longer than for these: two million orders take minutes.
DO $$
DECLARE
  low bigint := (SELECT min(id) FROM public.repairs_workorder);
  high bigint := (SELECT max(id) FROM public.repairs_workorder);
BEGIN
  WHILE low <= high LOOP
    -- The customers first, as every deed does: their sums are written by a trigger of the orders.
    PERFORM FROM public.customers_customer
      WHERE id IN (SELECT customer_id FROM public.repairs_workorder WHERE id >= low AND id < low + 5000)
      ORDER BY id FOR NO KEY UPDATE;
    UPDATE public.repairs_workorder
       SET total = final_cost, paid = CASE WHEN status = 'handed_over' THEN final_cost ELSE 0 END
     WHERE id >= low AND id < low + 5000 AND final_cost > 0 AND total = 0 AND paid = 0;
    INSERT INTO public.repairs_payment (work_order_id, kind, method, amount, at, by_id, note, document_number)
    SELECT id, 'balance', 'other', final_cost, closed_at, NULL, '', ''
      FROM public.repairs_workorder AS o
     WHERE id >= low AND id < low + 5000 AND status = 'handed_over' AND final_cost > 0
       AND NOT EXISTS (SELECT FROM public.repairs_payment AS p WHERE p.work_order_id = o.id);
    COMMIT;
    low := low + 5000;
  END LOOP;
END
$$;
