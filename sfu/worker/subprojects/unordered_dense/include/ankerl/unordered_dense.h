#ifndef HOUSEHOLD_INVESTIGATION_ANKERL_UNORDERED_DENSE_H
#define HOUSEHOLD_INVESTIGATION_ANKERL_UNORDERED_DENSE_H

// The part of ankerl::unordered_dense that mediasoup's worker uses, over the standard containers.
// The worker keeps the iterator that erase() returns and iterates on, which the standard promises
// (and absl's flat containers do not). `hash` is a struct of its own so that the worker may specialise it.

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename T, typename Enable = void>
	struct hash : std::hash<T>
	{
	};

	template<typename Key, typename Value, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<typename Key, typename Hash = hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense

#endif
