# Configuration of the nbconvert that run-notebooks.mjs starts.
#
# The Deno kernel may say that it is idle a millisecond before it sends what a cell shows, and nbclient stops listening then:
# the output is lost. Here it goes on listening until the cell shows something, for a few seconds at most.
import asyncio

from nbclient import NotebookClient
from nbclient.client import ensure_async

SECONDS = 5

listen_until_idle = NotebookClient._async_poll_output_msg


async def listen_until_shown(self, parent_msg_id, cell, cell_index):
    await listen_until_idle(self, parent_msg_id, cell, cell_index)
    while not cell.outputs:
        try:
            late = await asyncio.wait_for(ensure_async(self.kc.iopub_channel.get_msg(timeout=None)), SECONDS)
        except asyncio.TimeoutError:
            return
        if late["parent_header"].get("msg_id") == parent_msg_id:
            self.process_message(late, cell, cell_index)


NotebookClient._async_poll_output_msg = listen_until_shown
