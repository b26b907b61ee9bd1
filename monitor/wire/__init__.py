"""What fetch and deliver share below HTTP.

transport    httpx's transport over aiohttp's connector; dialling: names, and the guard that opens sockets
addresses    which may be dialled (pure); retry_after: the header (pure); network: is it our own that is down (pure)
"""
