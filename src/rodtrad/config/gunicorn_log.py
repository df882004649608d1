"""gunicorn's own log, as discreet as ours. Named in its command line (`rodtrad serve`)."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from rodtrad.config.logs import ANSWERING, DiscreetFormatter

__all__ = ["DiscreetLogger"]


class DiscreetLogger(Logger):  # type: ignore[misc]
    """An access log that an operator has asked for, without the pages on which people answer: there a time
    and an address are all that someone needs to tell who answered. What gunicorn writes of errors is written
    without what follows /svara/.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                made = handler.formatter
                handler.setFormatter(DiscreetFormatter(made and made._fmt, made and made.datefmt))

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if not str(environ.get("PATH_INFO", "")).lstrip("/").startswith(ANSWERING.strip("/")):
            super().access(resp, req, environ, request_time)
