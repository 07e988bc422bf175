"""What the demo company sends: devices come into stock, and orders are picked, leave the house and arrive."""

from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.commerce.public import (
    DEVICES,
    Delivering,
    Entry,
    FulfilmentOrder,
    FulfilmentStatus,
    Invoice,
    Picking,
    Shipping,
    add_devices,
    deliver,
    fulfil,
    invoice_lines,
    pick,
    ship,
)
from quintet.demo import words
from quintet.foundation.access import Actor
from quintet.foundation.objects import bulk

Device = DEVICES.spec.model
A_BOX = 24
"""Devices come into stock by so many."""


class Depot:
    """The orders that are not delivered yet; `keeper` is who moves them."""

    def __init__(self, session: Session, keeper: Actor, device_id: str) -> None:
        self.keeper, self._device_id = keeper, device_id
        over = (FulfilmentStatus.delivered.value, FulfilmentStatus.cancelled.value)
        waiting = select(FulfilmentOrder.id).where(
            FulfilmentOrder.status.not_in(over), FulfilmentOrder.deleted_at.is_(None)
        )
        self.orders = list(session.scalars(waiting.order_by(FulfilmentOrder.created_at, FulfilmentOrder.id)))

    def invoice_sent(self, session: Session, invoice: Invoice) -> None:
        """An order for what has to be shipped of it, on the day it went out."""
        order = fulfil(session, invoice)
        if order is not None:
            self.orders.append(order.id)

    def go_on_with(self, session: Session, order_id: str, dice: Random) -> None:
        """Most are sent within a week, and arrive in the next."""
        order, luck = session.get_one(FulfilmentOrder, order_id), dice.random()
        if order.status == FulfilmentStatus.cancelled:
            self.orders.remove(order_id)
        elif order.status == FulfilmentStatus.shipped:
            if luck < 0.8:
                deliver(session, self.keeper, order_id, Delivering(notify=False))
                self.orders.remove(order_id)
        elif luck < 0.75:
            self._send(session, order, dice)

    def _send(self, session: Session, order: FulfilmentOrder, dice: Random) -> None:
        sold = invoice_lines(session, order.invoice_id)
        wanted = sum(int(line.quantity) for line in sold if line.product_id == self._device_id)
        if wanted and order.status == FulfilmentStatus.pending:
            serials = self._from_stock(session, wanted)
            pick(session, self.keeper, order.id, bulk.parse(Picking, {"items": [{"device": one} for one in serials]}))
        number = f"{dice.randrange(10**11):011}"
        sent = Shipping(carrier=dice.choice(words.CARRIERS), tracking_number=number, notify=False)
        ship(session, self.keeper, order.id, sent)

    def _from_stock(self, session: Session, wanted: int) -> list[str]:
        stock = select(Device.serial).where(Device.status == "in_stock", Device.deleted_at.is_(None))
        found = list(session.scalars(stock.order_by(Device.serial).limit(wanted)))
        while len(found) < wanted:
            self._box_comes(session)
            found = list(session.scalars(stock.order_by(Device.serial).limit(wanted)))
        return found

    def _box_comes(self, session: Session) -> None:
        known = session.scalar(select(func.count(Device.id))) or 0
        came = (f"NLS-{number:05}" for number in range(known + 1, known + A_BOX + 1))
        said = [{"serial": serial, "product_id": self._device_id} for serial in came]
        add_devices(session, self.keeper, [Entry(at, str(one["serial"]), one) for at, one in enumerate(said, 1)])
