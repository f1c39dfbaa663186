#!/bin/sh
# Starts a program of the bundle: ./run.sh self-check --out FOLDER, and the others that ./run.sh --help lists.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${SCOREPATH_UNPACKED:-/tmp/scorepath-gpu}
if [ ! -x "$work/app/node" ] || [ "$here/app.tar.xz" -nt "$work/app/node.unpacked" ]; then
  mkdir -p "$work"
  if command -v xz >/dev/null 2>&1; then
    xz -dc "$here/app.tar.xz" | tar -C "$work" -xf -
  else
    python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1], "r:xz").extractall(sys.argv[2])' "$here/app.tar.xz" "$work"
  fi
  : >"$work/app/node.unpacked"
fi
# The driver's own file, where the machine does not announce it.
icd=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
if [ -z "${VK_DRIVER_FILES:-}" ] && [ -z "${VK_ICD_FILENAMES:-}" ] && [ -f "$icd" ] &&
  ! ls /etc/vulkan/icd.d/*nvidia* /usr/share/vulkan/icd.d/*nvidia* >/dev/null 2>&1; then
  VK_DRIVER_FILES=$icd
  export VK_DRIVER_FILES
fi
LD_LIBRARY_PATH=$work/app/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
[ -d /usr/local/nvidia/lib64 ] && LD_LIBRARY_PATH=$LD_LIBRARY_PATH:/usr/local/nvidia/lib64
ldconfig -p 2>/dev/null | grep -q 'libX11\.so\.6' || LD_LIBRARY_PATH=$LD_LIBRARY_PATH:$work/app/lib-x11
export LD_LIBRARY_PATH
exec "$work/app/node" --max-old-space-size=16384 "$work/app/dist/cli/gpu.mjs" "$@"
