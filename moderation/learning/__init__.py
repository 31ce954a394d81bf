"""The classifier: numpy, scikit-learn, skops and the sentence encoder.

Linear algebra runs on one thread. One comment is a product of small matrices,
for which handing work between threads costs a hundred times what it saves, and
a server already runs as many workers as it has cores. The libraries read these
variables when numpy is first imported, so they are set here, before any module
of this package imports it; an operator's own setting is left alone.
"""

import os

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
