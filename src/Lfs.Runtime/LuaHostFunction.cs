namespace Lfs.Runtime;

/// <summary>A function of the host that Lua can call.</summary>
/// <remarks>
/// It may use the device that calls it. A restart, a new image or a disposal that it asks for takes place
/// when the running program has unwound. An exception becomes a Lua error, which <c>pcall</c> catches: a <see
/// cref="LuaException"/> with its <see cref="LuaException.Value"/>, any other with the place of the call, the
/// function's name and the exception's message. If the program does not catch it, the host gets a <see
/// cref="LuaException"/> with the original as <see cref="Exception.InnerException"/>.
/// </remarks>
/// <param name="arguments">What the caller passed.</param>
/// <returns>The results; not null.</returns>
public delegate LuaValue[] LuaHostFunction(LuaValue[] arguments);
