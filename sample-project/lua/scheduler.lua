-- Tasks that take turns: coroutines at work. A task calls wait(n) to sleep for n ticks.

local function scheduler()
  local tasks, clock = {}, 0

  local function start(name, body)
    tasks[#tasks + 1] = { name = name, wakes = 0, thread = coroutine.create(body) }
  end

  local function wait(ticks)
    return coroutine.yield(ticks)
  end

  local function say(text)
    print(("%3d  %s"):format(clock, text))
  end

  -- The task that wakes first runs until it waits again; of two, the one that was started first.
  local function run()
    while #tasks > 0 do
      local first = 1
      for i = 2, #tasks do
        if tasks[i].wakes < tasks[first].wakes then first = i end
      end

      local task = tasks[first]
      clock = task.wakes
      local ok, ticks = coroutine.resume(task.thread, clock)
      if coroutine.status(task.thread) == "dead" then
        table.remove(tasks, first)
        say(task.name .. (ok and " is done" or " failed: " .. ticks))
      else
        task.wakes = clock + ticks
      end
    end
    return clock
  end

  return { start = start, wait = wait, say = say, run = run }
end

local s = scheduler()

s.start("kettle", function()
  s.say("kettle on")
  s.wait(5)
  s.say("kettle boils")
end)

s.start("toast", function()
  for side = 1, 2 do
    s.say("toast, side " .. side)
    s.wait(2)
  end
end)

s.start("cat", function()
  s.wait(3)
  error("asleep on the table", 0)
end)

print("breakfast took " .. s.run() .. " ticks")
