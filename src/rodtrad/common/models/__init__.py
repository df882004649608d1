from rodtrad.common.models.audit import AuditEvent
from rodtrad.common.models.chart import RenderedChart
from rodtrad.common.models.job import Job

__all__ = ["AuditEvent", "Job", "RenderedChart"]
