"""Declared objects: one typed spec per record type, from which lists, routes, filters and metadata come."""

from quintet.foundation.objects.drafts import Draft
from quintet.foundation.objects.fields import Field, FieldType
from quintet.foundation.objects.models import ObjectRow
from quintet.foundation.objects.registry import RecordService, object_named, objects, register
from quintet.foundation.objects.spec import Link, ObjectSpec, Parent, Related, Visibility

__all__ = [
    "Draft",
    "Field",
    "FieldType",
    "Link",
    "ObjectRow",
    "ObjectSpec",
    "Parent",
    "RecordService",
    "Related",
    "Visibility",
    "object_named",
    "objects",
    "register",
]
