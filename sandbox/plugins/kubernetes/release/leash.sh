#!/bin/sh
# Kills the processes it was told to hold when its standard input ends: the process that writes to it is gone then,
# however it went. Lines are "hold PID" and "release PID".
held=" "
while read -r verb pid; do
  case $verb in
    hold) held="$held$pid " ;;
    release)
      kept=" "
      for other in $held; do
        [ "$other" = "$pid" ] || kept="$kept$other "
      done
      held=$kept
      ;;
  esac
done
for pid in $held; do
  kill -9 "$pid" 2>/dev/null
done
