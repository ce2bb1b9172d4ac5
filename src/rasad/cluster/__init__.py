"""Coding and linking on a Dask cluster: inputs divided into parts, a folder of Parquet tables out."""
