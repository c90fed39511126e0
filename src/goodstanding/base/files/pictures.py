"""Writing a picture anew, so that nothing is left of it but what can be seen."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from goodstanding.kit.errors import Invalid

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
MOST_PIXELS = 60_000_000


def check(content: BinaryIO, *, kind: str) -> None:
    """Raise Invalid for what begins like a picture and is none. Reads its structure, draws nothing; leaves it at its start."""
    content.seek(0)
    try:
        with Image.open(content, formats=[FORMATS[kind]]) as picture:
            picture.verify()
    except Image.DecompressionBombError as error:
        raise Invalid(
            _("This picture has too many pixels. Save it smaller."), field="file", code="file_bomb"
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Invalid(_("This picture is damaged and cannot be opened."), field="file", code="file_damaged") from error
    finally:
        content.seek(0)


def cleaned(content: BinaryIO, *, kind: str) -> BytesIO:
    """The same picture in the same format, upright, without metadata. Raises Invalid for one that cannot be opened."""
    try:
        with Image.open(content, formats=[FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(_("This picture has too many pixels. Save it smaller."), field="file", code="file_bomb")
            return _moving(picture) if kind == "image/gif" else _still(picture, FORMATS[kind])
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(_("This picture is damaged and cannot be opened."), field="file", code="file_damaged") from error
    finally:
        content.seek(0)


def _still(picture: Image.Image, form: str) -> BytesIO:
    upright = ImageOps.exif_transpose(picture)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    if upright.mode == "P" and (palette := upright.getpalette()):
        bare.putpalette(palette)
        if "transparency" in upright.info:
            bare.info["transparency"] = upright.info["transparency"]
    out = BytesIO()
    bare.save(out, form, **({"quality": 90} if form in {"JPEG", "WEBP"} else {}))
    return out


def _moving(picture: Image.Image) -> BytesIO:
    frames = [frame.copy() for frame in ImageSequence.Iterator(picture)]
    out = BytesIO()
    frames[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        loop=0,
        duration=picture.info.get("duration", 100),
        comment=b"",
    )
    return out
