namespace Lfs.Runtime.Core;

/// <summary>Values that C code keeps in the registry under a number (lauxlib.c).</summary>
static class References
{
    /// <summary>No reference (lauxlib.h, LUA_NOREF).</summary>
    public const int None = -2;

    const int Nil = -1;
    const int FreeList = 0;

    extension(ILuaState lua)
    {
        /// <summary>Pops a value and keeps it. Its number (luaL_ref).</summary>
        public int Ref()
        {
            if (lua.IsNoneOrNil(-1))
            {
                lua.Pop(1);
                return Nil;
            }
            lua.RawGetInt(ILuaState.RegistryIndex, FreeList);
            int number = lua.TryNumber(-1, out double free) ? (int)free : 0;
            lua.Pop(1);
            if (number != 0)
            {
                lua.RawGetInt(ILuaState.RegistryIndex, number);
                lua.RawSetInt(ILuaState.RegistryIndex, FreeList);
            }
            else
            {
                number = (int)lua.RawLength(ILuaState.RegistryIndex) + 1;
            }
            lua.RawSetInt(ILuaState.RegistryIndex, number);
            return number;
        }

        /// <summary>Lets a value go. A number that is none does nothing (luaL_unref).</summary>
        public void Unref(int number)
        {
            if (number < 0)
                return;
            lua.RawGetInt(ILuaState.RegistryIndex, FreeList);
            lua.RawSetInt(ILuaState.RegistryIndex, number);
            lua.PushInteger(number);
            lua.RawSetInt(ILuaState.RegistryIndex, FreeList);
        }

        /// <summary>Pops a value and keeps it under a number that holds another, or under a new one. The
        /// number (luaL_reref).</summary>
        public int Reref(int number)
        {
            if (number >= 0)
            {
                lua.RawGetInt(ILuaState.RegistryIndex, number);
                bool isUsed = !lua.IsNoneOrNil(-1);
                lua.Pop(1);
                if (isUsed)
                {
                    lua.RawSetInt(ILuaState.RegistryIndex, number);
                    return number;
                }
            }
            return lua.Ref();
        }

        /// <summary>Pushes the value that is kept under a number.</summary>
        public void PushRef(int number) => lua.RawGetInt(ILuaState.RegistryIndex, number);
    }
}
