"""Pages as PNG pictures, one a page, in the printer's own dots."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from cart_agent.sheet.font import FONT
from cart_agent.sheet.layout import Page


def picture(page: Page) -> Image.Image:
    """One page in black and white, a pixel a dot."""
    image = Image.new("L", (page.width, page.height), 255)
    draw = ImageDraw.Draw(image)
    for bar in page.bars:
        draw.rectangle((bar.x, bar.y, bar.x + bar.width - 1, bar.y + bar.height - 1), fill=0)
    for text in page.texts:
        font = ImageFont.truetype(str(FONT), text.size)
        draw.text((text.x, text.y), text.text, fill=0, font=font, anchor="ls")
    return image.convert("1", dither=Image.Dither.NONE)


def write_png(page: Page, path: Path) -> None:
    """Write one page."""
    picture(page).save(path, dpi=(page.dpi, page.dpi))
