"""textual-serve with our own page: no font, script or picture of another server; a policy says so too."""

from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

HERE = Path(__file__).parent
POLICY = "; ".join(
    (
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' ws: wss:",
        "frame-ancestors 'none'",
    )
)
"""`unsafe-inline` for styles only: the terminal sets sizes that way."""


class ScreenServer(Server):
    """Every browser gets a process of its own that runs `command`."""

    def __init__(self, command: str, host: str, port: int, font: Path) -> None:
        """`font` is the file that the page shows its letters in."""
        super().__init__(command, host, port, title="cart", templates_path=HERE / "templates")
        self._font = font

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.router.add_static("/assets", HERE / "assets")
        app.router.add_get(f"/font/{self._font.name}", self._send_font)
        app.on_response_prepare.append(_keep_inside)
        return app

    async def on_startup(self, _app: web.Application) -> None:
        """Says where, without the banner."""
        self.console.print(f"{self.public_url}")

    async def _send_font(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(self._font)


async def _keep_inside(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
