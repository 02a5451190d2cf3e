"""moto as a server, with what it lacks for a rollout. Prints the address once it listens.

moto (PyPI) models groups, templates, instances, targets and load balancers; it has no instance refresh. engine.py adds
one over moto's own models, gaps.py what else a client of AWS notices. Neither shares a line with the simulator.
"""

import logging

from moto.moto_server.threaded_moto_server import ThreadedMotoServer

import engine
import gaps


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    gaps.fill()
    engine.install()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"ready http://{host}:{port}", flush=True)
    server._thread.join()


main()
