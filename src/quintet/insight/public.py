"""What others may use of insight."""

from quintet.insight.deal_health.health import Advice, Why
from quintet.insight.deal_health.service import Health, deal_health

__all__ = ["Advice", "Health", "Why", "deal_health"]
