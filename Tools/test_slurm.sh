#!/usr/bin/env bash
# Tries `locus slurm` on a Slurm of its own: two nodes on this machine, in a temporary folder.
#
#     Tools/test_slurm.sh [PATH OF LOCUS]
#
# Debian's slurmctld, slurmd and munge are installed where they are missing and apt-get may do it.
# Where Slurm cannot be had or started, it says so and ends well; where it runs, every check counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
locus=$(realpath "${1:-.build/release/locus}")

skip() {
  printf 'Slurm: skipped, %s\n' "$1"
  exit 0
}
fail() {
  printf 'failed: %s\n' "$1" >&2
  tail -n 40 "$results"/slurm/logs/*.log "$scratch"/*.log >&2 || true
  exit 1
}

[ -x "$locus" ] || skip "there is no $locus"
command -v python3 >/dev/null || skip "there is no python3"
[ "$(id -u)" -eq 0 ] || skip "its daemons need root"
scratch=$(mktemp -d /run/locus-slurm.XXXXXX 2>/dev/null || mktemp -d)
chmod 755 "$scratch"
output="$scratch/with space"
results="$output/slurm-little"
daemons=()
cleanup() {
  local id
  # The jobs first: a daemon leaves what it started to itself.
  if [ "${#daemons[@]}" -gt 1 ]; then
    scancel --full --user="$(id -un)" >/dev/null 2>&1 || true
    for _ in $(seq 50); do
      [ -n "$(squeue --noheader 2>/dev/null)" ] || break
      sleep 0.1
    done
  fi
  for id in "${daemons[@]}"; do kill "$id" 2>/dev/null || true; done
  for id in "${daemons[@]}"; do wait "$id" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap cleanup EXIT

if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null ||
  ! command -v munged >/dev/null; then
  command -v apt-get >/dev/null || skip "it is not installed, and there is no apt-get"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq \
    --no-install-recommends slurmctld slurmd slurm-client munge; } >"$scratch/apt.log" 2>&1 ||
    skip "it could not be installed"
fi

# --- Daemons ---------------------------------------------------------------------------------------

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])'; }

export SLURM_CONF="$scratch/slurm.conf"
mkdir "$scratch/state" "$scratch/n1" "$scratch/n2" "$output"
cat >"$SLURM_CONF" <<CONF
ClusterName=locus
SlurmctldHost=$(hostname)(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge.socket,cred_expire=5
CryptoType=crypto/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/%n
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/%n.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=10
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
NodeName=n1 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$(free_port) CPUs=2 RealMemory=4000
NodeName=n2 NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=$(free_port) CPUs=2 RealMemory=4000
PartitionName=low Nodes=n1,n2 Default=YES
CONF

start() {
  "$@" >"$scratch/$(basename "$1").$#.out" 2>&1 &
  daemons+=($!)
}
waits() {
  local seconds=$1 end
  end=$((SECONDS + seconds))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

head -c 1024 /dev/urandom >"$scratch/munge.key"
chmod 600 "$scratch/munge.key"
start munged --foreground --force --key-file="$scratch/munge.key" --pid-file="$scratch/munge.pid" \
  --socket="$scratch/munge.socket" --seed-file="$scratch/munge.seed" \
  --log-file="$scratch/munge.log"
waits 10 test -S "$scratch/munge.socket" || skip "munged does not start"
start slurmctld -D -i
for node in n1 n2; do start slurmd -D -N "$node"; done
ready() { [ "$(sinfo --noheader --Node --partition=low --states=idle 2>/dev/null | wc -l)" = 2 ]; }
if ! waits 20 ready; then
  tail -n 5 "$scratch"/*.log "$scratch"/*.out || true
  skip "its daemons do not start here"
fi

# --- A little experiment, slow enough to be disturbed ------------------------------------------------

cat >"$scratch/spec.json" <<SPEC
{ "version": 1, "name": "slurm-little", "task": "generate", "samples": 64, "save_arrays": true,
  "dataset": {"name": "synthetic", "images": 60, "resolution": 8},
  "schedule": {"name": "ddpm-linear", "steps": 3},
  "reference": {"name": "wiener", "ddof": 0},
  "denoisers": [{"name": "optimal"}, {"name": "wiener", "rank": 5},
    {"name": "process", "label": "slow",
     "command": ["python3", "$PWD/Tests/DenoisersTests/Fixtures/process/child.py", "takes its time"]},
    {"name": "process", "label": "slow again",
     "command": ["python3", "$PWD/Tests/DenoisersTests/Fixtures/process/child.py", "takes its time"],
     "files": ["$PWD/Tests/DenoisersTests/Fixtures/process/child.py"]}] }
SPEC
"$locus" run "$scratch/spec.json" --output "$scratch/local" --quiet --no-report >/dev/null

submit() {
  rm -rf "$results"
  "$locus" slurm "$scratch/spec.json" --output "$output" --partition low --time 5 "$@" --submit \
    2>"$scratch/submit.log" | tee "$scratch/submitted" || fail "locus slurm $*"
  array=$(sed -n 's/^Submitted: array job \([0-9]*\),.*/\1/p' "$scratch/submitted")
  [ -n "$array" ] || fail "no job was submitted"
}
running() { squeue --noheader --array --states=running --name="locus slurm-little" -o %i | sort; }
is_running() { [ "$(running | wc -l)" -ge "$1" ]; }
is_over() { [ -z "$(squeue --noheader 2>/dev/null)" ]; }
expect_equal() {
  local file
  for file in samples.csv summary.csv significance.csv columns.json; do
    cmp "$scratch/local/slurm-little/$file" "$results/$file" || fail "$file differs: $1"
  done
  [ ! -e "$results/claims" ] || fail "claims are left: $1"
  printf 'Slurm: %s: the bytes of a local run (after %d s)\n' "$1" "$SECONDS"
}

# --- Checks ------------------------------------------------------------------------------------------

submit --shards 6 --at-once 2
most=0
until is_over; do
  count=$(running | wc -l)
  [ "$count" -le "$most" ] || most=$count
  [ "$SECONDS" -lt 200 ] || fail "the array does not end"
  sleep 0.2
done
[ "$most" = 2 ] || fail "$most tasks ran at once, not 2"
expect_equal "an array of 6 shards, 2 at once"

# A task that fails leaves holes, which the merge job names; submitted again, they are filled.
submit --shards 4 --setup '[ "$SLURM_ARRAY_TASK_ID" != 2 ] || exit 3'
waits 60 is_over || fail "the array with a failing task does not end"
grep -q 'missing: .*, of shard 2/4' "$results"/slurm/logs/merge_*.log || fail "no hole is named"
[ ! -e "$results/samples.csv" ] || fail "there are tables although units are missing"
code=0
"$locus" merge "$results" >/dev/null 2>&1 || code=$?
[ "$code" = 1 ] || fail "locus merge ended with $code although units are missing"
"$locus" slurm "$scratch/spec.json" --output "$output" --partition low --time 5 --shards 4 --submit \
  >/dev/null 2>"$scratch/submit.log" || fail "the second submission"
waits 60 is_over || fail "the second submission does not end"
expect_equal "a task that failed, submitted again"

# Drained: one node takes no tasks. Requeued: a task begins again. Warned, as before the end of the time
# and when another job takes its place: a task saves, ends, and goes on when it is requeued.
scontrol update NodeName=n2 State=DRAIN Reason=test
submit --shards 4
waits 30 is_running 2 || fail "no task runs on the node that is left"
if squeue --noheader --states=running -o %N | grep -q n2; then fail "a drained node has a task"; fi
scontrol requeue "$(running | tail -n 1)" || fail "a task cannot be requeued"
scontrol update NodeName=n2 State=RESUME
is_slow() { grep -q . "$results"/claims/*.claim 2>/dev/null && running | grep -q '_[23]$'; }
waits 30 is_slow || fail "no task computes anything"
signal=USR1
for job in $(running); do
  # Whatever scancel returns: what counts is what arrives.
  scancel --signal=$signal --batch "$job" || true
  signal=TERM
done
saved() { grep -q 'Interrupted: .* of shard' "$results"/slurm/logs/"$array"_*.log; }
waits 30 saved || fail "no task that was warned has saved"
# Slurm holds back for a while what is requeued.
release() {
  local job
  for job in $(squeue --noheader --array --states=pending --name="locus slurm-little" -o %i); do
    scontrol update JobId="$job" StartTime=now >/dev/null 2>&1 || true
  done
  is_over
}
waits 60 release || fail "the disturbed array does not end"
for log in "$results"/slurm/logs/"$array"_*.log; do
  task=$(basename "$log" .log)
  # A task that was told before it was ready, or that saved, has not come to its last words.
  if ! tail -n 1 "$log" | grep -qE '^(Shard|Written|Report)'; then
    scontrol requeue "$task" || fail "$task, which ended early, cannot be requeued"
  fi
done
waits 60 release || fail "the requeued tasks do not end"
"$locus" merge "$results" --no-report >"$scratch/merge.log" 2>&1 || fail "the disturbed array has holes"
expect_equal "a drained node, requeued tasks, warned tasks"
