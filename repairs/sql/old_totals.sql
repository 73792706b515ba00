-- Orders from before there were lines and payments: the price agreed is the total, and what was handed over counts as paid then.
UPDATE public.repairs_workorder
   SET total = final_cost, paid = CASE WHEN status = 'handed_over' THEN final_cost ELSE 0 END
 WHERE final_cost > 0 AND total = 0 AND paid = 0;
INSERT INTO public.repairs_payment (work_order_id, kind, method, amount, at, by_id, note, document_number)
SELECT id, 'balance', 'other', final_cost, closed_at, NULL, '', ''
  FROM public.repairs_workorder AS o
 WHERE status = 'handed_over' AND final_cost > 0
   AND NOT EXISTS (SELECT FROM public.repairs_payment AS p WHERE p.work_order_id = o.id);
