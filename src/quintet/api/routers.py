"""All routers of the canonical API."""

from fastapi import APIRouter

from quintet.foundation.files.endpoints import routes as files
from quintet.foundation.jobs.endpoints import routes as jobs
from quintet.records.companies.endpoints import routes as companies

ROUTERS: list[APIRouter] = [companies, files, jobs]
