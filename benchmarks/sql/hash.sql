-- A number from 0 to n - 1 that looks drawn, and is the same everywhere.
CREATE FUNCTION bench_pick(i bigint, salt bigint, n bigint) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((hashint8extended(i, salt) & 9007199254740991) %% n)::int
$$;
