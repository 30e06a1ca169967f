#!/bin/sh
# Plays one agent of the pipeline: says by what it is given what it would say, and writes down that it ran.
text=$(cat)
echo "$1" >> ran
sleep 0.04
case "$1" in
  dev) case "$text" in *AGAIN*) echo "second try" ;; *) echo "first try" ;; esac ;;
  judge)
    case "$text" in
      *"first try"*) echo '{"decision": "rejected", "reason": "no tests"}' ;;
      *) echo '{"decision": "approved", "reason": "fine"}' ;;
    esac ;;
  ann)
    case "$text" in
      *"This is round 1"*) printf 'CHUNK_DONE: C-001\nNot yet.\n' ;;
      *) printf 'CHUNK_DONE: C-002\nVOTE: AGREE\n' ;;
    esac ;;
  bob) printf 'Fine.\nVOTE: AGREE\n' ;;
  *) echo "$1 did it" ;;
esac
