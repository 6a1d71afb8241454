"""The API as merchants see it: form-encoded in, JSON out, errors in an envelope."""
