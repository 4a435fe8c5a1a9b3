local function quicksort(t, lo, hi)
  if lo >= hi then return t end
  local pivot, i = t[hi], lo
  for j = lo, hi - 1 do
    if t[j] < pivot then t[i], t[j] = t[j], t[i]; i = i + 1 end
  end
  t[i], t[hi] = t[hi], t[i]
  quicksort(t, lo, i - 1)
  return quicksort(t, i + 1, hi)
end
print(table.concat(quicksort({ 9, 3, 7, 1, 8, 2, 5 }, 1, 7), " "))  --> 1 2 3 5 7 8 9
