"""One loader per producing team: each lands its own raw schema, and nobody else's."""

from mesh.loaders import crm, finance, growth, logistics, payments, pricing, storefront
from mesh.loaders.simulation import simulate

LOADERS = {
    "storefront": storefront.load,
    "payments": payments.load,
    "logistics": logistics.load,
    "crm": crm.load,
    "pricing": pricing.load,
    "growth": growth.load,
    "finance": finance.load,
}

__all__ = ["LOADERS", "simulate"]
