"""The line icons of the interface: a name and the path of a 24 by 24 drawing, stroked in the text's colour.

Drawn here, so that a page needs no icon font and no request. An icon never stands without a word
that says the same, visible or for a screen reader.
"""

from __future__ import annotations

ICONS: dict[str, str] = {
    "home": "M4 11.2 12 4.5l8 6.7M6.2 9.8V19.5h4.3v-5h3v5h4.3V9.8",
    "plan": "M6 3.8h8.5L18.5 8v12.2H6zM14 4v4.5h4.5M9 12.5h6.5M9 16h6.5",
    "rate": "M4.5 19.5h15M6.5 16v-3M10.2 16v-5.5M13.8 16V8M17.5 16V5",
    "year": "M12 4a8 8 0 1 1-8 8M12 4v3M12 12V8.5M12 12l3 2",
    "report": "M5 4h14v16H5zM8.5 8.5h7M8.5 15.5v-3M12 15.5v-5M15.5 15.5v-1.5",
    "search": "M10.8 4.8a6 6 0 1 1 0 12 6 6 0 0 1 0-12M15.3 15.3l4.2 4.2",
    "down": "M6 9.5l6 6 6-6",
    "right": "M9.5 6l6 6-6 6",
    "left": "M14.5 6l-6 6 6 6",
    "up": "M6 14.5l6-6 6 6",
    "check": "M5 12.8l4.5 4.5L19 7.5",
    "close": "M6 6l12 12M18 6L6 18",
    "info": "M12 3.8a8.2 8.2 0 1 1 0 16.4 8.2 8.2 0 0 1 0-16.4M12 11v5M12 7.8v.2",
    "warning": "M12 4.2 21 19.5H3zM12 10v4.5M12 17v.2",
    "danger": "M8.4 3.8h7.2l4.6 4.6v7.2l-4.6 4.6H8.4l-4.6-4.6V8.4zM12 8v5M12 16v.2",
    "undo": "M8 5 4.5 8.5 8 12M5 8.5h8.5a5.5 5.5 0 0 1 0 11H9",
    "redo": "M16 5l3.5 3.5L16 12M19.5 8.5H11a5.5 5.5 0 0 0 0 11h4.5",
    "save": "M5 5h11l3 3v11H5zM8.5 5v4.5h6V5M8.5 19v-5h7v5",
    "download": "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14",
    "upload": "M12 15.5v-11M7.5 9 12 4.5 16.5 9M5 19.5h14",
    "add": "M12 5v14M5 12h14",
    "edit": "M5 19l.8-4L16 4.8 19.2 8 9 18.2zM14 7l3 3",
    "remove": "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
    "table": "M4 5.5h16v13H4zM4 10h16M4 14.3h16M10 10v8.5",
    "link": "M10 14a4 4 0 0 0 5.7 0l2.8-2.8a4 4 0 0 0-5.7-5.7L11.5 7"
    "M14 10a4 4 0 0 0-5.7 0l-2.8 2.8a4 4 0 0 0 5.7 5.7l1.3-1.5",
    "people": "M9 5a3.2 3.2 0 1 1 0 6.4A3.2 3.2 0 0 1 9 5M3.5 19c0-3.3 2.3-5.3 5.5-5.3s5.5 2 5.5 5.3"
    "M15.5 5.3a3.2 3.2 0 0 1 0 5.9M17 14c2.2.6 3.5 2.4 3.5 5",
    "unit": "M5 20V8.5L12 4l7 4.5V20M3.5 20h17M10 20v-4.5h4V20M9 11h.5M14.5 11h.5",
    "calendar": "M4.5 6h15v13.5h-15zM4.5 10.5h15M8.5 3.8V7.5M15.5 3.8V7.5",
    "clock": "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M12 8v4.5l3 1.8",
    "phone": "M8 3.5h8v17H8zM11 17.5h2",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "settings": "M5 7.5h8M17 7.5h2M5 16.5h2M11 16.5h8M15 5.5v4M9 14.5v4",
    "thread": "M4 17.5C9 17.5 8.5 7 12 7s3 10.5 8 10.5",
    "out": "M10 5H5v14h5M14 8l4 4-4 4M18 12H9.5",
    "sun": "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 3v2M12 19v2M3 12h2M19 12h2M5.7 5.7l1.4 1.4"
    "M16.9 16.9l1.4 1.4M5.7 18.3l1.4-1.4M16.9 7.1l1.4-1.4",
    "moon": "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
    "comment": "M4.5 5.5h15v10.5h-8L7 19.5V16H4.5z",
    "print": "M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z",
}
