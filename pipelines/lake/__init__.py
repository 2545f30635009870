"""The lake: every webhook and event in Parquet files, byte for byte, encrypted under the key of whom it is about.

`<lake>/tenant=<id>/topic=<topic>/day=<day of ingestion, UTC>/<SHA-256 of the file>.parquet`. Which files belong to it
is said by the manifest in Postgres (memory/core/lake.py), written in the transaction that moves the archive's position.
"""
