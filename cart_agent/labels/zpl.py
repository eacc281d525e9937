"""A page in ZPL II, the language of Zebra's label printers and of most others that take labels.

The whole label goes as one picture (`^GFA`, hexadecimal): the letters are the bundled font's, since hardly a
printer has Vietnamese ones, and the code's modules are the dots that the tests read back.
"""

from PIL import Image, ImageOps

from cart_agent.sheet.layout import Page
from cart_agent.sheet.png import picture


def zpl(page: Page, *, turned: bool = False, copies: int = 1) -> bytes:
    """The commands for one label (Zebra, ZPL II Programming Guide: ^PW, ^LL, ^GF, ^PQ)."""
    image = picture(page)
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
    row = (image.width + 7) // 8
    size = row * image.height
    dots = ImageOps.invert(image.convert("L")).convert("1").tobytes().hex().upper()
    return (
        f"^XA^PW{image.width}^LL{image.height}^LH0,0^LT0"
        f"^FO0,0^GFA,{size},{size},{row},{dots}^FS^PQ{copies}^XZ\n"
    ).encode("ascii")
