"""Weights of five models with 6 features and 2 outputs in every form that NumPy writes, for the loader's tests.

Run: python3 test/reference/generate-weights.py   (NumPy 2.4)
Writes the folder weights beside itself; weights.json holds what each file must give.
"""

import json
import os

import numpy as np

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights")
rng = np.random.default_rng(20614)
weights = np.round(rng.normal(size=(5, 6, 2)), 3)
single = np.round(rng.normal(size=(4, 6)), 3)

np.savez(os.path.join(folder, "stored.npz"), weights=weights, other=np.zeros(3))
np.savez_compressed(os.path.join(folder, "deflated.npz"), weights=np.asfortranarray(weights))
np.savez_compressed(os.path.join(folder, "float32.npz"), w=weights.astype(np.float32))
np.savez(os.path.join(folder, "big-endian.npz"), w=np.ascontiguousarray(weights.transpose(0, 2, 1)).astype(">f8"))
np.savez(os.path.join(folder, "integers.npz"), w=np.arange(60).reshape(5, 6, 2))
np.save(os.path.join(folder, "single.npy"), single)
with open(os.path.join(folder, "weights.json"), "w") as file:
    json.dump({"weights": weights.tolist(), "single": single.tolist()}, file)
    file.write("\n")
