"""What endpoints find at `request.app.state`, whichever face serves them."""

from fastapi import FastAPI

from quintet.foundation.http import Door
from quintet.wiring import House


def furnish(app: FastAPI, house: House, door: Door | None = None) -> None:
    """Give an application the house, with a door of its own where its requests carry credentials in their own way."""
    app.state.house = house
    app.state.door = door or house.door
    app.state.files = house.files
    app.state.settings = house.settings
    app.state.sign_ups = house.sign_ups
    app.state.recoveries = house.recoveries
