"""A state is shown by shape, word and colour together, so that it reads in grey and by ear."""

MARKS = {"over": "▲", "close": "◆", "good": "●", "none": "○", "waiting": "◐"}

TONE_ICONS = {
    "over": "triangle-alert",
    "close": "clock-alert",
    "good": "circle-check",
    "waiting": "hourglass",
    "info": "info",
}
