from goodstanding.systems.orders.models import Order
from goodstanding.systems.sellers.actions import open_sellers
from goodstanding.systems.stores.models import Store
from tests.factories.tokens import program_of
from tests.world import World


def test_two_stores_may_use_the_same_ids(world: World) -> None:
    france = Store.objects.create(code="fr", name="France", currency="EUR")
    open_sellers(actor=world.system, store=france, names={"harbour": "Harbour Lane"}, at=world.now)
    program = program_of(world.ada, "orders:write")
    event = {
        "seller": "harbour", "order": "A-1", "kind": "placed", "id": "A-1-placed", "at": "2026-11-20T10:00:00+00:00",
    }  # fmt: skip

    for store, currency in (("us", "USD"), ("fr", "EUR")):
        body = {"store": store, "events": [{**event, "data": {"currency": currency}}]}
        answer = program.post("/order-events", body)
        assert answer.json() == {"accepted": 1, "repeated": 0, "rejected": []}

    assert set(Order.objects.values_list("currency", flat=True)) == {"USD", "EUR"}
