-- Everything is schema-qualified and names its dictionary: so a restored dump (which runs with an empty search_path) works.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

-- Cyrillic to Latin by sound: ICAO Doc 9303 part 3, section 6 (the table of Russian passports), with the Ukrainian and Belarusian
-- letters it names. Hard and soft signs are left out: nobody types them. The same table stands in core/folding.py; a test compares them.
CREATE FUNCTION public.shop_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT pg_catalog.lower(public.unaccent('public.unaccent'::pg_catalog.regdictionary,
    pg_catalog.translate(
      pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
      pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
        pg_catalog.lower(pg_catalog.normalize(given, 'NFC')),
        'щ', 'shch'), 'ж', 'zh'), 'х', 'kh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'ю', 'iu'), 'я', 'ia'), 'є', 'ie'), 'ї', 'i'), 'ѓ', 'g'),
      'абвгґдеёзийіклмнопрстуўфыэъь''’ʼ',
      'abvggdeeziiiklmnoprstuufye')))
$$;

-- Words separated by single spaces, with one in front, so that a word's beginning is always found as ' po%'.
CREATE FUNCTION public.shop_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ' ' || pg_catalog.btrim(pg_catalog.regexp_replace(public.shop_fold(given), '[^a-z0-9]+', ' ', 'g'))
$$;

-- Words once more with their inner punctuation taken out (S.R.L. also as srl, Anne-Marie as annemarie, O'Brien as obrien);
-- empty where that changes nothing.
CREATE FUNCTION public.shop_joined(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN given ~ '[[:alnum:]][.-][[:alnum:]]'
    THEN public.shop_words(pg_catalog.regexp_replace(given, '[.-]', '', 'g')) ELSE '' END
$$;

-- Digits and letters only, in capitals: how an identifier is kept for comparing.
CREATE FUNCTION public.shop_compact(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT pg_catalog.upper(pg_catalog.regexp_replace(given, '[^[:alnum:]]', '', 'g'))
$$;

-- What a plate looks like, whichever alphabet wrote it and by look or by sound: each letter stands for its whole family
-- (В V B, Н N H, Р R P, С S C, У U Y, О 0). In capitals, so that it is never taken for a word of the folded text beside it.
CREATE FUNCTION public.shop_plate(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT pg_catalog.translate(public.shop_compact(given), 'АВЕКМНОРСТУХІVNRSUO', 'ABEKMH0PCTYXIBHPCY0')
$$;
