-- The last wall behind the rights of the web role: it holds for the owner too, and for replication roles (ENABLE ALWAYS).
CREATE FUNCTION public.shop_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is insert-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
