local what = ...
if what == "field" then
  return what.no.such
end
error("failed on purpose")
